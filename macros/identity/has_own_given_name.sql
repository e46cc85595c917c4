{#
    Whether a record tells which one of a household it is of: it has a given name, and one of
    its own, not that of its mailbox. An initial is no name.

    Returns a SQL expression over int_records_prepared, integer: 1 or 0.
#}
{% macro has_own_given_name() -%}
    case when not is_given_name_read and not {{ is_initial('given_name_key') }} then 1 else 0 end
{%- endmacro %}
