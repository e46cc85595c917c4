-- One row per pair × deterministic rule that joins it, by any usable e-mail or phone of
-- both records; stars, not all pairs.

{% set columns = [] %}
{% for rule in matching_settings('match_rules', 'columns', may_be_empty=true) %}
{% for column in rule.columns if column not in columns %}
{% do columns.append(column) %}
{% endfor %}
{% endfor %}

with records as (

    select
        {{ (['record_key'] + columns) | join(',\n        ') }}
    from {{ ref('int_records_prepared') }}
    union all
    select
        {{ (['record_key'] + columns) | join(',\n        ') }}
    from {{ ref('int_record_forms_prepared') }}

),

stars as (

    {{ rule_stars('records') | indent(4) }}

),

linked as (

    select distinct
        left_key,
        right_key,
        match_rule
    from stars

)

select * from linked
