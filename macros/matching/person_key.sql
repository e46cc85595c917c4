{#
    A rough key of the person that a record names, to count how many different people hold
    a value: the sound of the given name's nickname group, else of the family name.

    Returns a SQL expression over int_records_standardized, text; NULL where the record
    names nobody. An initial is no name: J. may be John or Jane.
#}
{% macro person_key() -%}
    case
        when length(given_name_key) > 1 then given_name_phonetic
        else family_name_phonetic
    end
{%- endmacro %}
