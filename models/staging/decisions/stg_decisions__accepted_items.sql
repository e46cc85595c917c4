-- Grain: one row per item of the review that a steward looked at and found right.

with

source as (

    {{ raw_columns('decisions', 'accepted_items') }}

),

renamed as (

    select
        ---------- ids
        acceptance_id,
        customer_id,

        ---------- strings
        item_type,
        matter,
        {{ trimmed('accepted_by') }} as accepted_by,
        {{ trimmed('reason') }} as reason,

        ---------- timestamps
        accepted_at

    from source

)

select * from renamed
