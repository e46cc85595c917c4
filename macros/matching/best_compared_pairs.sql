{#
    The agreement pattern that each pair reached by the values of both records that agree
    best: compared_pairs over the first e-mail and phone of each, and over the further ones
    where they agree better (agreed_forms).

    Returns a relation body like compared_pairs. pairs, records, identifiers and forms name
    relations: left_key, right_key; int_records_prepared; int_further_identifiers_shared;
    int_record_forms_prepared.
#}
{% macro best_compared_pairs(pairs, records, identifiers, forms) -%}
with compared as (

    {{ compared_pairs(pairs, records) | indent(4) }}

),

agreed as (

    {{ agreed_forms(pairs, records, identifiers, forms) | indent(4) }}

)

select
    compared.left_key,
    compared.right_key,
    coalesce(agreed.agreement_pattern, compared.agreement_pattern) as agreement_pattern,
    coalesce(agreed.household_log_frequency, compared.household_log_frequency)
        as household_log_frequency,
    coalesce(agreed.random_log_frequency, compared.random_log_frequency)
        as random_log_frequency
from compared
left join agreed
    on compared.left_key = agreed.left_key
    and compared.right_key = agreed.right_key
{%- endmacro %}
