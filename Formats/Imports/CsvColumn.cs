namespace RetailGrains.Imports;

/// <summary>The columns of a file that an import reads.</summary>
public enum CsvColumn
{
    Invoice,
    Product,
    Description,
    Quantity,
    Date,
    Price,
    Customer,
    Country,

    // Columns that a file may lack follow: those of the receipt, then those of the row.
    Kind,
    Currency,
    Register,
    Cashier,
    Note,
    Original,
    TaxIncluded,
    Payments,
    Discount,
    Amount,
    Tax,
    TaxRate,
}
