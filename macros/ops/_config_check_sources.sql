{#
    Faults of the vars that say which sources there are and where they lie.

    Returns a Jinja list of sentences, empty when all is well; config_check raises them.
#}
{% macro _config_check_sources() -%}
    {% set faults = [] %}
    {% set known_keys = ['records', 'priority', 'default_country', 'part_of'] %}
    {% if var('sources') is not mapping %}
        {% do faults.append(
            'var sources is ' ~ var('sources') ~ '; a mapping of source names to settings, '
            ~ 'such as {crm: {records: stg_crm__contacts, priority: 1}}.'
        ) %}
        {{ return(faults) }}
    {% endif %}

    {% for source_name, settings in var('sources').items() %}
        {% set where = "var sources, source '" ~ source_name ~ "': " %}
        {% if not modules.re.match('^[a-z][a-z0-9_]*$', source_name | string) %}
            {% do faults.append(
                where ~ 'a name is lower-case letters, digits and _, because record ids are '
                ~ 'made of it and a colon.'
            ) %}
        {% endif %}
        {% if settings is not mapping %}
            {% do faults.append(where ~ 'found ' ~ settings ~ '; settings such as '
                ~ '{records: stg_crm__contacts, priority: 1}.') %}
        {% else %}
            {% for key in settings if key not in known_keys %}
                {% do faults.append(
                    where ~ "unknown key '" ~ key ~ "'; allowed: " ~ known_keys | join(', ') ~ '.'
                ) %}
            {% endfor %}
            {% if not settings.get('records') %}
                {% do faults.append(where ~ 'records is missing; name the staging model that '
                    ~ 'ends in the canonical columns.') %}
            {% endif %}
            {% if settings.get('priority') is not integer or settings.get('priority') < 1 %}
                {% do faults.append(where ~ 'priority is ' ~ settings.get('priority')
                    ~ '; a whole number, 1 for the source that is trusted first.') %}
            {% endif %}
            {% if settings.get('default_country') is not none and not
                modules.re.match('^[A-Z]{2}$', settings.get('default_country') | string) %}
                {% do faults.append(where ~ 'default_country is '
                    ~ settings.get('default_country') ~ '; an ISO 3166 alpha-2 code in '
                    ~ 'capitals, such as US, or null.') %}
            {% endif %}
            {% if settings.get('part_of') and settings.get('part_of') not in var('sources') %}
                {% do faults.append(where ~ "part_of is '" ~ settings.get('part_of')
                    ~ "', which is not in var sources.") %}
            {% endif %}
        {% endif %}
        {% do faults.extend(_switch_faults(source_name ~ '_enabled')) %}
    {% endfor %}
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
    {% for node in graph.sources.values() if node.package_name == 'kindred' %}
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
