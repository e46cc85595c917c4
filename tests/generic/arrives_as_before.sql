{#
    Guards what is published of a raw table against a delivery that went wrong: nothing, far
    more or far fewer rows than in the run before, last year's file again, or rows that are
    there in an earlier state. dataset is one of delivered_tables(), model its staging model.
    It reads that model alone, so that it stands before all that is made of it.
#}
{% test arrives_as_before(model, dataset) %}
{#- of a source that is off the test is parsed, and not run -#}
{% set table = delivered_tables().get(dataset, {}) -%}
{% set faults -%}
with

delivered as (

    select
        '{{ dataset }}' as dataset,
        {{ table.key if table.key else 'cast(null as ' ~ dbt.type_string() ~ ')' }} as row_id,
        {{ table.moment or 'cast(null as ' ~ dbt.type_timestamp() ~ ')' }} as changed_at
    from {{ model }}

),

deliveries as (

    select
        '{{ dataset }}' as dataset,
        count(*) as row_count,
        max(changed_at) as newest_at
    from delivered

),

{% if table.key -%}
known as (

    {{ last_state(
        {
            'dataset': dbt.type_string(),
            'row_id': dbt.type_string(),
            'changed_at': dbt.type_timestamp(),
        },
        'int_delivered_rows_recorded',
        quality_log()
    ) | indent(4) }}

),

taken_back as (

    select
        known.dataset,
        count(*) as known_count,
        sum(
            case
                when delivered.changed_at < {{ _plausible_moment('known.changed_at') }} then 1
                else 0
            end
        ) as taken_back_count
    from known
    inner join delivered on known.row_id = delivered.row_id
    where known.dataset = '{{ dataset }}'
    group by known.dataset

),

{% endif -%}
faults as (

    {{ delivery_faults(
        'deliveries', taken_back='taken_back' if table.key else none, moments='delivered',
        subject='Table'
    ) | indent(4) }}

)

select message
from faults
{%- endset %}
{{ tell_rows(faults, is_fatal=true) }}
{{ faults }}
{% endtest %}
