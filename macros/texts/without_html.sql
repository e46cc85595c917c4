{#
    A text without HTML: tags, styles, scripts and the usual entities.

    Returns a SQL expression, text; NULL stays NULL.
#}
{% macro without_html(text) -%}
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
