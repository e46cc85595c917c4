{# What the sessions of this build's models call themselves. #}
{% macro _build_session() -%}
    {{ return('kindred ' ~ invocation_id) }}
{%- endmacro %}


{# The session that is there as long as this build: the one that `kindred build` keeps open,
   or those of its models. #}
{% macro _lasting_session() -%}
    {{ return((env_var('KINDRED_BUILD_SESSION', '') or _build_session()) | replace("'", '')) }}
{%- endmacro %}
