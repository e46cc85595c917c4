{#
    Whether any source of this build has texts that customers wrote.

    Returns a Jinja boolean.
#}
{% macro texts_are_enabled() -%}
    {{ return(
        source_is_enabled('support') or source_is_enabled('social')
        or var('text_models') | length > 0
    ) }}
{%- endmacro %}
