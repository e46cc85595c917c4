{#
    The forms of both records by which each pair is compared: the records themselves, with
    their first e-mail and phone, or further values that agree better (agreed_forms).

    Returns a relation body, one row per pair: left_key, right_key, left_form_key,
    right_form_key (bigint, see form_key; the records' own keys where it is the first
    values). pairs, records, identifiers and forms name relations: left_key, right_key;
    int_records_prepared; int_further_identifiers_shared; int_record_forms_prepared.
#}
{% macro chosen_forms(pairs, records, identifiers, forms) -%}
with agreed as (

    {{ agreed_forms(pairs, records, identifiers, forms) | indent(4) }}

)

select
    pairs.left_key,
    pairs.right_key,
    coalesce(agreed.left_form_key, pairs.left_key) as left_form_key,
    coalesce(agreed.right_form_key, pairs.right_key) as right_form_key
from {{ pairs }} as pairs
left join agreed
    on pairs.left_key = agreed.left_key
    and pairs.right_key = agreed.right_key
{%- endmacro %}
