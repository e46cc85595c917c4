{#
    Raises when a later build has taken the claim of this one, whether that build is still
    at work or has ended, and holds the claim, where the engine can, until the transaction
    ends. Of two that began in the same moment, the one with the greater id has it. With
    dbt's --empty nothing that is remembered is written, and nothing is claimed.
#}
{% macro keep_claim() -%}
    {%- if execute and not flags.EMPTY -%}
        {%- do hold_rows(_build_claims()) -%}
        {%- set found = run_query(
            'select build_id, claimed_at from ' ~ _build_claims() ~ ' order by build_id desc'
        ) -%}
        {%- if found.rows and found.rows[0][0] != invocation_id -%}
            {{ exceptions.raise_compiler_error(
                'Another build of the schema ' ~ target.schema ~ ' began at '
                ~ found.rows[0][1] ~ ' UTC, while this one was running. This one stops here; ' ~ this
                ~ ' is as it was. Let one build end before the next begins.'
            ) }}
        {%- elif not found.rows and _writes_what_is_remembered() -%}
            {#- a build that ends takes out its own row alone, in place of which was this one's -#}
            {{ exceptions.raise_compiler_error(
                'Another build of the schema ' ~ target.schema ~ ' began and ended while this '
                ~ 'one was running. This one stops here; ' ~ this ~ ' is as it was. Build '
                ~ 'again, and let one build end before the next begins.'
            ) }}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}
