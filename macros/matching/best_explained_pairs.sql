{#
    Every comparison that pairs could make, by the values of both records that agree best:
    explained_pairs over the forms of best_compared_pairs.

    Returns a relation body like explained_pairs, and left_form_key, right_form_key
    (bigint): the forms of the records whose values agreed, the records' own keys where
    these are the first ones (int_evidence_shown). pairs, records, forms and agreed name
    relations: left_key, right_key; int_records_prepared; int_record_forms_prepared;
    int_forms_agreed.
#}
{% macro best_explained_pairs(pairs, records, forms, agreed) -%}
{%- set told = [
    'comparison_number', 'comparison', 'agreement_level', 'weight_group', 'level_code',
    'given_level_code', 'household_frequency', 'random_frequency',
] -%}
with first_pairs as (

    select
        pairs.left_key,
        pairs.right_key
    from {{ pairs }} as pairs
    left join {{ agreed }} as agreed
        on pairs.left_key = agreed.left_key
        and pairs.right_key = agreed.right_key
    where agreed.left_key is null

),

form_pairs as (

    select
        left_form_key as left_key,
        right_form_key as right_key
    from {{ agreed }}

),

formed_records as (

    {{ formed_records('form_pairs', records, forms) | indent(4) }}

),

first_explained as (

    {{ explained_pairs('first_pairs', records) | indent(4) }}

),

form_explained as (

    {{ explained_pairs('form_pairs', 'formed_records') | indent(4) }}

)

select
    left_key,
    right_key,
    left_key as left_form_key,
    right_key as right_form_key,
    {{ told | join(',\n    ') }}
from first_explained
union all
select
    agreed.left_key,
    agreed.right_key,
    agreed.left_form_key,
    agreed.right_form_key,
    form_explained.{{ told | join(',\n    form_explained.') }}
from form_explained
inner join {{ agreed }} as agreed
    on form_explained.left_key = agreed.left_form_key
    and form_explained.right_key = agreed.right_form_key
{%- endmacro %}
