{#
    The moment that this build speaks of; the one way by which time enters a model.

    Returns a SQL expression, timestamp (UTC): the var as_of; else, for the demo company,
    the moment of its last load, so that the demo tells the same for ever; else the start
    of the run.
#}
{% macro as_of() -%}
    {%- if var('as_of') is not none -%}
        {%- set moment = var('as_of') | string -%}
    {%- elif var('demo') | string | lower == 'true' -%}
        {%- set moment = '2025-07-01 03:15:00' -%}
    {%- else -%}
        {%- set moment = run_started_at.strftime('%Y-%m-%d %H:%M:%S') -%}
    {%- endif -%}
    cast('{{ moment }}' as {{ dbt.type_timestamp() }})
{%- endmacro %}

{#
    What is wrong with the var as_of. Returns a Jinja list of sentences, empty when all is
    well.
#}
{% macro _config_check_as_of() -%}
    {% set faults = [] %}
    {% set moment = var('as_of') %}
    {% set form = '^[0-9]{4}-[0-9]{2}-[0-9]{2}( [0-9]{2}:[0-9]{2}:[0-9]{2})?!$' %}
    {% set text = moment | string ~ '!' %}
    {% if moment is not none
        and not (modules.re.match(form, text) and modules.re.match(_timestamp_pattern(), text)) %}
        {% do faults.append(
            'var as_of is ' ~ moment ~ "; null, or a moment in UTC that the calendar has, such "
            ~ "as '2025-07-01 00:00:00'."
        ) %}
    {% elif moment is not none
        and moment | string > run_started_at.strftime('%Y-%m-%d %H:%M:%S') %}
        {# what is remembered with a moment to come would stay there for ever #}
        {% do faults.append(
            'var as_of is ' ~ moment ~ ', which lies in the future; null, or a moment that '
            ~ 'has been.'
        ) %}
    {% endif %}
    {{ return(faults) }}
{%- endmacro %}

{#
    What is wrong with the clock that this build would read: it stands behind what builds
    before it remember. Their moments never go back, so that all which is remembered from now
    on would be dated as the last of them.

    Returns a Jinja list of sentences, empty when all is well, when the run remembers
    nothing, and when the moment is not that of a clock (var as_of, the demo company).
#}
{% macro _config_check_clock() -%}
    {% set limit = var('max_clock_setback_days') %}
    {% if limit is not none
        and (limit is not number or limit is boolean or limit < 0) %}
        {{ return([
            'var max_clock_setback_days is ' ~ limit ~ '; null, or a number of days from 0 up, '
            ~ 'such as 1.'
        ]) }}
    {% endif %}
    {% set faults = [] %}
    {% if limit is not none and var('as_of') is none
        and var('demo') | string | lower != 'true' and _writes_what_is_remembered() %}
        {% set last = _last_moment() %}
        {% set allowed = run_started_at + modules.datetime.timedelta(days=limit) %}
        {% if last is not none and last > allowed.strftime('%Y-%m-%d %H:%M:%S') %}
            {% do faults.append(
                'The last build of the schema ' ~ target.schema ~ ' is dated ' ~ last
                ~ ' UTC, and the clock says ' ~ run_started_at.strftime('%Y-%m-%d %H:%M:%S')
                ~ ', more than max_clock_setback_days (' ~ limit ~ ') earlier: one of the two is '
                ~ 'wrong. Nothing was built. If the clock is, set it. If that of the last build '
                ~ 'was, go back to a backup from before it; or go on, with ids whose history is '
                ~ "dated as that build until that moment has come: dbt build --vars "
                ~ "'{max_clock_setback_days: null}'."
            ) %}
        {% endif %}
    {% endif %}
    {{ return(faults) }}
{%- endmacro %}

{# The latest moment of which builds before this one remember anything, as text to the second;
   none where nothing is remembered yet. #}
{% macro _last_moment() -%}
    {% set moments = [] %}
    {% for name, columns in {
        'int_customer_stays_recorded': ['from_at', 'to_at'], 'int_quality_recorded': ['ran_at'],
    }.items() %}
        {% set state = _state_relation(name, api.Relation.create(
            database=target.database or none,
            schema=generate_schema_name('intermediate'),
            identifier=name
        )) %}
        {% for column in columns if state %}
            {% do moments.append(
                run_query('select ' ~ second_text('max(' ~ column ~ ')') ~ ' from ' ~ state)
                    .rows[0][0]
            ) %}
        {% endfor %}
    {% endfor %}
    {{ return(moments | select | map('string') | sort | last if moments | select | list else none) }}
{%- endmacro %}
