{#
    The records of pairs, some of them in another form than with their first e-mail and
    phone, as far as comparisons read them.

    Returns a relation body: record_key (of the form, see form_key) and the columns that
    compared_pairs and explained_pairs read. pairs, records and forms name relations:
    left_key, right_key (of forms); int_records_prepared; int_record_forms_prepared.
#}
{% macro formed_records(pairs, records, forms) -%}
{%- set columns = _compared_columns(match_comparisons()) -%}
select known.*
from (
{%- for relation, key in [(records, 'record_key'), (forms, 'form_key')] %}
    select
        {{ key }} as record_key
        {%- for column in columns %},
        {{ column }}
        {%- endfor %}
    from {{ relation }}
    {{ 'union all' if not loop.last }}
{%- endfor %}
) as known
inner join (
    select left_key as record_key from {{ pairs }}
    union
    select right_key as record_key from {{ pairs }}
) as paired
    on known.record_key = paired.record_key
{%- endmacro %}
