//! Values in rule files of a type that does not fit.
codes! {
    MISMATCH = "type/mismatch" : "A value of one type stands where another type belongs, such as a date where text is compared.";
    NOT_A_CONDITION = "type/not-a-condition" : "A condition was expected, and a bare value or field stands here; compare it with something.";
    OPERATOR = "type/operator" : "The operator does not work on values of this type.";
    POINT = "type/point" : "A point in time was expected: a date, a stage of a cutoff, a date field, or `90 days before` one of these.";
}
