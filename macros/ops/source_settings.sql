{#
    The var sources, made sure of: what every model that asks about sources reads.

    Returns a Jinja mapping of source name to {records, priority, default_country,
    part_of}, each key there (default_country and part_of may be null). Raises all faults
    of the var at once, while dbt parses, so that no model fails on a half of it.
#}
{% macro source_settings() -%}
    {% set faults = _source_settings_faults(var('sources')) %}
    {% if faults %}
        {{ _raise_config_faults(faults) }}
    {% endif %}
    {% set complete = {} %}
    {% for source_name, settings in var('sources').items() %}
        {% do complete.update({
            source_name: {
                'records': settings.records,
                'priority': settings.priority,
                'default_country': settings.get('default_country'),
                'part_of': settings.get('part_of'),
            }
        }) %}
    {% endfor %}
    {{ return(complete) }}
{%- endmacro %}

{# Faults of the var sources, as a list of sentences. #}
{% macro _source_settings_faults(sources) -%}
    {% set faults = [] %}
    {% if sources is not mapping or not sources %}
        {{ return([
            'var sources is ' ~ sources ~ '; a mapping of source names to settings, such as '
            ~ '{crm: {records: stg_crm__contacts, priority: 1}}.'
        ]) }}
    {% endif %}
    {% set known_keys = ['records', 'priority', 'default_country', 'part_of'] %}
    {% for source_name, settings in sources.items() %}
        {% set where = "var sources, source '" ~ source_name ~ "': " %}
        {% if not modules.re.match('^[a-z][a-z0-9_]*$', source_name | string) %}
            {% do faults.append(
                where ~ 'a name is lower-case letters, digits and _, because record ids are '
                ~ 'made of it and a colon.'
            ) %}
        {% endif %}
        {% if settings is not mapping %}
            {% do faults.append(
                where ~ 'found ' ~ settings ~ '; settings such as '
                ~ '{records: stg_crm__contacts, priority: 1}.'
            ) %}
        {% else %}
            {% for key in settings if key not in known_keys %}
                {% do faults.append(
                    where ~ "unknown key '" ~ key ~ "'; allowed: " ~ known_keys | join(', ') ~ '.'
                ) %}
            {% endfor %}
            {% if not settings.get('records') %}
                {% do faults.append(
                    where ~ 'records is missing; name the staging model that ends in the '
                    ~ 'canonical columns.'
                ) %}
            {% endif %}
            {% set priority = settings.get('priority') %}
            {% if priority is not integer or priority is boolean or priority < 1 %}
                {% do faults.append(
                    where ~ 'priority is ' ~ priority
                    ~ '; a whole number, 1 for the source that is trusted first.'
                ) %}
            {% endif %}
            {% set country = settings.get('default_country') %}
            {% if country is not none and not modules.re.match('^[A-Z]{2}$', country | string) %}
                {% do faults.append(
                    where ~ 'default_country is ' ~ country
                    ~ '; an ISO 3166 alpha-2 code in capitals, such as US, or null.'
                ) %}
            {% endif %}
            {% set whole = settings.get('part_of') %}
            {% if whole and whole not in sources and var(whole ~ '_enabled', none) is none %}
                {% do faults.append(
                    where ~ "part_of is '" ~ whole ~ "', which is not in var sources and has "
                    ~ 'no switch ' ~ whole ~ '_enabled.'
                ) %}
            {% endif %}
        {% endif %}
    {% endfor %}
    {{ return(faults) }}
{%- endmacro %}
