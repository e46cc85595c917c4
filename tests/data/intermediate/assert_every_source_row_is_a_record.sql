-- Guards the first step of the partition: every row of every source that is switched on is
-- one record of int_records_unioned, none is lost, none is there twice. A source left out
-- of the union, a join that multiplies or an id used by two sources would break it.

with

source_rows as (

    {% for source_name in enabled_sources() %}
        select record_id
        from {{ ref(source_settings()[source_name].records) }}
        {{ 'union all' if not loop.last }}
    {% endfor %}

),

rows_per_record as (

    select
        record_id,
        count(*) as source_row_count
    from source_rows
    group by record_id

),

records as (

    select
        record_id,
        count(*) as record_count
    from {{ ref('int_records_unioned') }}
    group by record_id

)

select
    coalesce(rows_per_record.record_id, records.record_id) as record_id,
    rows_per_record.source_row_count,
    records.record_count
from rows_per_record
full outer join records
    on rows_per_record.record_id = records.record_id
where
    coalesce(rows_per_record.source_row_count, 0) != 1
    or coalesce(records.record_count, 0) != 1
