{#
    Every comparison that pairs could make, by the values of both records that agree best:
    explained_pairs over the forms that chosen_forms tells.

    Returns a relation body like explained_pairs, and left_form_key, right_form_key. pairs,
    records and forms name relations: int_pair_forms_chosen; int_records_prepared;
    int_record_forms_prepared.
#}
{% macro best_explained_pairs(pairs, records, forms) -%}
{%- set told = [
    'comparison_number', 'comparison', 'agreement_level', 'weight_group', 'level_code',
    'given_level_code', 'household_frequency', 'random_frequency',
] -%}
with first_pairs as (

    select
        left_key,
        right_key
    from {{ pairs }}
    where left_form_key = left_key and right_form_key = right_key

),

formed_pairs as (

    select
        left_key,
        right_key,
        left_form_key,
        right_form_key
    from {{ pairs }}
    where left_form_key <> left_key or right_form_key <> right_key

),

form_pairs as (

    select
        left_form_key as left_key,
        right_form_key as right_key
    from formed_pairs

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
    formed_pairs.left_key,
    formed_pairs.right_key,
    formed_pairs.left_form_key,
    formed_pairs.right_form_key,
    form_explained.{{ told | join(',\n    form_explained.') }}
from form_explained
inner join formed_pairs
    on form_explained.left_key = formed_pairs.left_form_key
    and form_explained.right_key = formed_pairs.right_form_key
{%- endmacro %}
