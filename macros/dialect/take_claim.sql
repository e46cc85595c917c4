{#
    Leaves the table of the claim with this build's row, unless it is that of a build which
    is alive.

    Returns SQL for on-run-start; row is a query of build_id and claimed_at. PostgreSQL
    knows a build by its session (claim_build): one that `kindred build` keeps open is there
    or not; the sessions of plain dbt come and go, and are looked for during ten seconds. A
    build whose session is gone may still have one that writes, and that holds the table:
    this one waits for it a minute, or as long as the profile's lock_timeout says, and leaves
    the claim as it is then (refuse_second_build). Other engines take the claim in any case.
#}
{% macro take_claim(claims, row) -%}
    {{ return(adapter.dispatch('take_claim', 'kindred')(claims, row)) }}
{%- endmacro %}

{% macro default__take_claim(claims, row) -%}
    {{ replace_rows(claims, row) }}
{%- endmacro %}

{% macro postgres__take_claim(claims, row) -%}
    do $claim$
    declare
        held record;
        looks integer := 0;
        patience text := current_setting('lock_timeout');
    begin
        perform set_config('application_name', '{{ _build_session() }}', false);
        loop
            select build_id, session_name
            into held
            from {{ claims }}
            where build_id <> '{{ invocation_id }}'
            limit 1;
            if held.build_id is not null then
                -- who is there is looked up once a transaction otherwise
                perform pg_stat_clear_snapshot();
                if exists (
                    select 1 from pg_stat_activity where application_name = held.session_name
                ) then
                    return;
                end if;
                looks := looks + 1;
                if held.session_name not like 'kindred build %' and looks < 50 then
                    perform pg_sleep(0.2);
                    continue;
                end if;
            end if;
            -- of two that come to here at a time, the second one looks again
            if patience = '0' then
                perform set_config('lock_timeout', '60s', true);
            end if;
            begin
                lock table {{ claims }} in exclusive mode;
            exception when lock_not_available then
                perform set_config('lock_timeout', patience, true);
                return;
            end;
            perform set_config('lock_timeout', patience, true);
            if not exists (
                select 1
                from {{ claims }}
                where
                    build_id <> '{{ invocation_id }}'
                    and build_id is distinct from held.build_id
            ) then
                delete from {{ claims }};
                insert into {{ claims }} (build_id, claimed_at, session_name)
                select
                    build_id,
                    claimed_at,
                    '{{ _lasting_session() }}'
                from (
                    {{ row }}
                ) as claimed;
                return;
            end if;
            looks := 0;
        end loop;
    end
    $claim$
{%- endmacro %}
