{#
    A var of matching that is a list of named settings, or an error that tells its mend.
    Models read it while dbt parses, before config_check can speak.

    Returns a Jinja list of dictionaries, each with a name and the key that is needed. It has
    no element only where may_be_empty says that it may.
#}
{% macro matching_settings(var_name, needed_key, may_be_empty=false) -%}
    {%- set settings = var(var_name) -%}
    {%- set shape = 'var ' ~ var_name ~ ' must be a list of settings, each with name and ' ~ needed_key -%}
    {%- if settings is none or settings is string or settings is mapping
        or settings is not iterable or (settings | length == 0 and not may_be_empty) -%}
        {{ exceptions.raise_compiler_error(shape ~ '; found: ' ~ settings) }}
    {%- endif -%}
    {%- for setting in settings -%}
        {%- if setting is not mapping or 'name' not in setting or needed_key not in setting
            or setting[needed_key] is string or setting[needed_key] is not iterable
            or setting[needed_key] | length == 0 -%}
            {{ exceptions.raise_compiler_error(shape ~ ' (a list); found: ' ~ setting) }}
        {%- endif -%}
    {%- endfor -%}
    {{ return(settings) }}
{%- endmacro %}
