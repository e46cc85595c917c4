{# The macro that a key of the model's configuration names; a fault says which. #}
{% macro _configured_macro(key) -%}
    {%- set name = config.require(key) -%}
    {%- if context.get(name) is none -%}
        {{ exceptions.raise_compiler_error(
            this.identifier ~ ": config '" ~ key ~ "' names the macro '" ~ name
            ~ "', which does not exist."
        ) }}
    {%- endif -%}
    {{ return(context[name]) }}
{%- endmacro %}
