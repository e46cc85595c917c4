-- Grain: one row per decision of a steward, the record ids in the order of their bytes.

with

source as (

    {{ raw_columns('decisions', 'decisions') }}
    {%- if var('more_decisions') %}

    union all

    {{ more_decisions() }}
    {%- endif %}

),

renamed as (

    select
        ---------- ids
        decision_id,
        case
            when {{ bytewise('left_record_id') }} < {{ bytewise('right_record_id') }}
                then left_record_id
            else right_record_id
        end as left_record_id,
        case
            when {{ bytewise('left_record_id') }} < {{ bytewise('right_record_id') }}
                then right_record_id
            else left_record_id
        end as right_record_id,

        ---------- strings
        lower({{ trimmed('decision') }}) as decision,
        {{ trimmed('decided_by') }} as decided_by,
        {{ trimmed('reason') }} as reason,
        {{ trimmed('evidence') }} as evidence,

        ---------- timestamps
        decided_at

    from source

)

select * from renamed
