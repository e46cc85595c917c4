{#
    Faults of the vars that steer who anonymous visitors are.

    Returns a Jinja list of sentences, empty when all is well; config_check raises them.
#}
{% macro _config_check_visitors() -%}
    {% set faults = [] %}
    {% set tables = var('web_tables') %}
    {% set known_tables = ['identifies', 'tracks', 'pages', 'screens'] %}
    {% if tables is not sequence or tables is string
        or tables | reject('in', known_tables) | list or 'identifies' not in tables %}
        {% do faults.append(
            'var web_tables is ' ~ tables ~ '; a list of ' ~ known_tables | join(', ')
            ~ ', with identifies among them.'
        ) %}
    {% endif %}

    {% set days = var('web_lookback_days') %}
    {% if days is not none and not _is_whole_from(days, 0) %}
        {% do faults.append(
            'var web_lookback_days is ' ~ days ~ '; a whole number of days from 0 up, or null '
            ~ 'for all there are.'
        ) %}
    {% endif %}

    {% do faults.extend(_visitor_limit_faults(var('visitor_limits'))) %}
    {% do faults.extend(_shared_record_id_faults(var('shared_record_ids'))) %}
    {{ return(faults) }}
{%- endmacro %}

{# A whole number that is at least so much; true and false are none. #}
{% macro _is_whole_from(value, least) -%}
    {{ return(value is integer and value is not boolean and value >= least) }}
{%- endmacro %}

{# Faults of the var visitor_limits, as a list of sentences. #}
{% macro _visitor_limit_faults(limits) -%}
    {% set faults = [] %}
    {% set types = ['device_id', 'handset_id'] %}
    {% if limits is not mapping or limits.keys() | sort != types %}
        {{ return([
            'var visitor_limits is ' ~ limits ~ '; a limit for each of ' ~ types | join(' and ')
            ~ ', such as {device_id: {people: 3, within_days: 365}, '
            ~ 'handset_id: {people: 3, within_days: 365}}.'
        ]) }}
    {% endif %}
    {% for identifier_type, limit in limits.items() %}
        {% set where = 'var visitor_limits, ' ~ identifier_type ~ ': ' %}
        {% if limit is not mapping or limit.keys() | sort != ['people', 'within_days'] %}
            {% do faults.append(
                where ~ 'found ' ~ limit ~ '; people and within_days, such as '
                ~ '{people: 3, within_days: 365}.'
            ) %}
        {% else %}
            {% if not _is_whole_from(limit.people, 1) %}
                {% do faults.append(
                    where ~ 'people is ' ~ limit.people ~ '; a whole number from 1 up.'
                ) %}
            {% endif %}
            {% if limit.within_days is not none and not _is_whole_from(limit.within_days, 1) %}
                {% do faults.append(
                    where ~ 'within_days is ' ~ limit.within_days
                    ~ '; a whole number from 1 up, or null for ever.'
                ) %}
            {% endif %}
        {% endif %}
    {% endfor %}
    {{ return(faults) }}
{%- endmacro %}

{# Faults of the var shared_record_ids, as a list of sentences. #}
{% macro _shared_record_id_faults(shared) -%}
    {% set faults = [] %}
    {% if shared is not mapping %}
        {{ return(['var shared_record_ids is ' ~ shared ~ '; a mapping such as {web: shop}, or '
            ~ '{} for none.']) }}
    {% endif %}
    {% for source_name, other_name in shared.items() %}
        {% if source_name == other_name %}
            {% do faults.append(
                'var shared_record_ids: ' ~ source_name ~ ' stands for itself; name another '
                ~ 'source.'
            ) %}
        {% endif %}
        {% for name in [source_name, other_name] if name not in var('sources') %}
            {% do faults.append(
                "var shared_record_ids names '" ~ name ~ "', which is not in var sources."
            ) %}
        {% endfor %}
    {% endfor %}
    {{ return(faults) }}
{%- endmacro %}
