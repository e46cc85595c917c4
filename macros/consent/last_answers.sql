{#
    The last word of each: of the answers that share the keys, the one that counts.

    Of two answers of one moment the no counts. An answer without a time counts as the last;
    only withdrawals can lack one.

    Returns a relation body, one row per value of the keys: the keys, is_granted, event_id,
    lawful_basis, policy_version, jurisdiction, source_signal and occurred_at. answers names
    a relation with the columns of int_consent_events_standardized and the keys.
#}
{% macro last_answers(answers, keys) -%}
with ordered as (

    select
        *,
        row_number() over (
            partition by {{ keys | join(', ') }}
            order by
                occurred_at desc nulls first,
                case when is_grant then 1 else 0 end,
                recorded_at desc nulls last,
                {{ bytewise('event_id') }}
        ) as recency
    from {{ answers }}

)

select
    {%- for key in keys %}
    {{ key }},
    {%- endfor %}
    is_grant as is_granted,
    event_id,
    lawful_basis,
    policy_version,
    jurisdiction,
    source_signal,
    occurred_at
from ordered
where recency = 1
{%- endmacro %}
