{#
    Faults of the vars that say which sources there are and where they lie.

    Returns a Jinja list of sentences, empty when all is well; config_check raises them.
#}
{% macro _config_check_sources() -%}
    {% set faults = _source_settings_faults(var('sources')) %}
    {% if var('sources') is mapping %}
        {% for source_name in var('sources') %}
            {% do faults.extend(_switch_faults(source_name ~ '_enabled')) %}
        {% endfor %}
    {% endif %}
    {% do faults.extend(_switch_faults('consent_enabled')) %}
    {% do faults.extend(_switch_faults('demo')) %}

    {% if not modules.re.match('^[A-Z]{2}$', var('default_country') | string) %}
        {% do faults.append('var default_country is ' ~ var('default_country')
            ~ '; an ISO 3166 alpha-2 code in capitals, such as US.') %}
    {% endif %}
    {% do faults.extend(_raw_table_name_faults()) %}
    {{ return(faults) }}
{%- endmacro %}

{# A switch is true or false, written as either of the two or as its word. #}
{% macro _switch_faults(name) -%}
    {% set value = var(name, none) %}
    {% if value is none %}
        {{ return(['var ' ~ name ~ ' is not set; true or false.']) }}
    {% endif %}
    {% if value | string | lower not in ['true', 'false'] %}
        {{ return(['var ' ~ name ~ ' is ' ~ value ~ '; true or false.']) }}
    {% endif %}
    {{ return([]) }}
{%- endmacro %}

{# Names in the var raw_tables that no source has. #}
{% macro _raw_table_name_faults() -%}
    {% if var('raw_tables') is not mapping %}
        {{ return(['var raw_tables is ' ~ var('raw_tables') ~ '; a mapping such as '
            ~ '{crm_contacts: contact}.']) }}
    {% endif %}
    {% set known = [] %}
    {% for node in graph.sources.values()
        if node.package_name == 'kindred' and node.source_name != 'labels' %}
        {% do known.append(node.source_name ~ '_' ~ node.name) %}
    {% endfor %}
    {% set faults = [] %}
    {% for name in var('raw_tables') %}
        {% set switch = (name | string).split('_')[0] ~ '_enabled' %}
        {% if name not in known and var(switch, 'true') | string | lower == 'true' %}
            {% do faults.append("var raw_tables names '" ~ name ~ "', which no source has; "
                ~ 'allowed: ' ~ known | sort | join(', ') ~ '.') %}
        {% endif %}
    {% endfor %}
    {{ return(faults) }}
{%- endmacro %}
