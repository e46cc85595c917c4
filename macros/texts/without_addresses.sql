{#
    A text without web addresses, e-mail addresses and the names of accounts that are called
    by an @.

    Returns a SQL expression, text; NULL stays NULL.
#}
{% macro without_addresses(text) -%}
    case
        when position('@' in {{ text }}) > 0 or position('://' in {{ text }}) > 0
            or position('www.' in {{ text }}) > 0
            then {{ regexp_replace_all(
                regexp_replace_all(text, "'(?i)(https?://|www[.])[^ \n]*'", "' '"),
                "'[^ \n]*@[^ \n]*'", "' '"
            ) }}
        else {{ text }}
    end
{%- endmacro %}
