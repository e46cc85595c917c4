{#
    A text without what is no words in it: HTML, web addresses, e-mail addresses and the
    names of accounts that are called by an @.

    Returns a SQL expression, text; NULL stays NULL. Each step looks first whether there is
    anything to do, since most texts have nothing of it.
#}
{% macro unmarked_text(text) -%}
    {{ _without_addresses(_without_html(text)) }}
{%- endmacro %}

{% macro _without_html(text) -%}
    {% set entities = [
        ('&nbsp;', ' '), ('&amp;', '&'), ('&quot;', ' '), ('&lt;', ' '), ('&gt;', ' '),
    ] -%}
    {% set ns = namespace(expression=regexp_replace_all(
        regexp_replace_all(text, "'(?i)<(style|script)[^<>]*>[^<]*'", "' '"),
        "'</?[a-zA-Z!][^<>]*>'", "' '"
    )) -%}
    {% for entity, character in entities -%}
        {% set ns.expression = "replace(" ~ ns.expression ~ ", '" ~ entity ~ "', '" ~ character ~ "')" -%}
    {% endfor -%}
    {% set ns.expression = "replace(replace(" ~ ns.expression ~ ", '&#39;', chr(39)), '&apos;', chr(39))" -%}
    case
        when position('<' in {{ text }}) > 0 or position('&' in {{ text }}) > 0
            then {{ ns.expression }}
        else {{ text }}
    end
{%- endmacro %}

{% macro _without_addresses(text) -%}
    {{ regexp_replace_all(
        regexp_replace_all(text, "'(?i)(https?://|www[.])[^ \n]*'", "' '"),
        "'[^ \n]*@[^ \n]*'", "' '"
    ) }}
{%- endmacro %}
