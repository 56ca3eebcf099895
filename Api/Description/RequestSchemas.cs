using System.Globalization;
using Microsoft.OpenApi;
using RetailGrains.Access;
using RetailGrains.Ledger;

namespace RetailGrains.Api.Description;

/// <summary>
/// The schemas of request bodies. No types declare them, because bodies are read field by field in one pass; the bounds are those of the
/// readers.
/// </summary>
internal static class RequestSchemas
{
    private const string Transaction = "NewTransaction";
    private const string TransactionLine = "NewTransactionLine";
    private const string TransactionPayment = "NewTransactionPayment";

    public static IOpenApiSchema TransactionOf(OpenApiDocument document) => new OpenApiSchemaReference(Transaction, document);

    public static IOpenApiSchema BatchOf(OpenApiDocument document) =>
        new OpenApiSchema { Type = JsonSchemaType.Array, Items = TransactionOf(document) };

    public static IOpenApiSchema StoreOf(OpenApiDocument document) => new OpenApiSchemaReference("StoreEntry", document);

    public static IOpenApiSchema ProductOf(OpenApiDocument document) => new OpenApiSchemaReference("ProductEntry", document);

    public static IOpenApiSchema CustomerOf(OpenApiDocument document) => new OpenApiSchemaReference("CustomerEntry", document);

    public static IOpenApiSchema ExchangeRatesOf(OpenApiDocument document) => new OpenApiSchemaReference("NewExchangeRates", document);

    public static IOpenApiSchema AccountOf(OpenApiDocument document) => new OpenApiSchemaReference("NewAccount", document);

    public static IOpenApiSchema ClientOf(OpenApiDocument document) => new OpenApiSchemaReference("NewClient", document);

    public static IOpenApiSchema RotationOf(OpenApiDocument document) => new OpenApiSchemaReference("SecretRotation", document);

    public static IOpenApiSchema VoidOf(OpenApiDocument document) => new OpenApiSchemaReference("VoidRequest", document);

    public static IOpenApiSchema RolesOf(OpenApiDocument document) => new OpenApiSchemaReference("RoleChange", document);

    public static IOpenApiSchema StoresOf(OpenApiDocument document) => new OpenApiSchemaReference("StoresChange", document);

    public static IOpenApiSchema PasswordChangeOf(OpenApiDocument document) => new OpenApiSchemaReference("PasswordChange", document);

    public static IOpenApiSchema TokenFormOf(OpenApiDocument document) => new OpenApiSchemaReference("TokenRequest", document);

    /// <summary>A text in a format other than JSON.</summary>
    public static Func<OpenApiDocument, IOpenApiSchema> Text(string description) =>
        _ => new OpenApiSchema { Type = JsonSchemaType.String, Description = description };

    public static Func<OpenApiDocument, IOpenApiSchema> Bytes(string description) =>
        _ => new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary", Description = description };

    /// <summary>A form with one file.</summary>
    public static IOpenApiSchema FileFormOf(OpenApiDocument document) => new OpenApiSchema
    {
        Type = JsonSchemaType.Object,
        Properties = new Dictionary<string, IOpenApiSchema> { ["file"] = Bytes("The one file of the form.")(document) },
        Required = new HashSet<string> { "file" },
    };

    public static void AddTo(OpenApiDocument document)
    {
        document.AddComponent<IOpenApiSchema>(TransactionLine, Line);
        document.AddComponent<IOpenApiSchema>(TransactionPayment, Payment);
        document.AddComponent<IOpenApiSchema>(Transaction, TransactionWith(
            new OpenApiSchemaReference(TransactionLine, document), new OpenApiSchemaReference(TransactionPayment, document)));
        document.AddComponent<IOpenApiSchema>("StoreEntry", Entry("A store's catalogue entry. A PUT replaces all its fields.", new()
        {
            ["name"] = Text(nullable: true),
            ["timeZone"] = Described(
                Text(nullable: true), "IANA name; the days of transactions recorded from now on are in this zone.", "Europe/London"),
            ["country"] = Text(nullable: true),
            ["currency"] = Currency,
        }));
        document.AddComponent<IOpenApiSchema>("NewExchangeRates", Entry("The exchange rates of a day, all of them.", new()
        {
            ["base"] = new OpenApiSchema { Description = "ISO 4217.", Type = JsonSchemaType.String, Pattern = "^[A-Z]{3}$" },
            ["rates"] = new OpenApiSchema
            {
                Description = "By currency: the value of one unit of the base currency.",
                Type = JsonSchemaType.Object,
                AdditionalProperties = new OpenApiSchema { Type = JsonSchemaType.Number, Format = "decimal", ExclusiveMinimum = "0" },
            },
        }, "base", "rates"));
        document.AddComponent<IOpenApiSchema>("ProductEntry", Entry("A product's catalogue entry; it is written whole.", new()
        {
            ["name"] = Text(nullable: true),
            ["category"] = Text(nullable: true),
            ["price"] = Price(nullable: true),
        }));
        document.AddComponent<IOpenApiSchema>("NewAccount", Entry("An account.", new()
        {
            ["name"] = new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 2, MaxLength = 64, Pattern = "^[A-Za-z0-9._@-]+$" },
            ["password"] = Password,
            ["roles"] = RoleList,
            ["stores"] = StoreList,
        }, "name", "password", "roles"));
        document.AddComponent<IOpenApiSchema>("NewClient", Entry("A client.", new()
        {
            ["name"] = new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = TransactionRules.MaxText },
            ["roles"] = RoleList,
            ["stores"] = StoreList,
        }, "name", "roles"));
        document.AddComponent<IOpenApiSchema>("RoleChange", Entry("The roles of an account or a client, all of them.", new()
        {
            ["roles"] = RoleList,
        }, "roles"));
        document.AddComponent<IOpenApiSchema>("StoresChange", Entry("The stores of an account or a client, all of them.", new()
        {
            ["stores"] = StoreList,
        }, "stores"));
        document.AddComponent<IOpenApiSchema>("PasswordChange", Entry("A new password.", new()
        {
            ["oldPassword"] = new OpenApiSchema { Type = JsonSchemaType.String },
            ["newPassword"] = Password,
        }, "oldPassword", "newPassword"));
        document.AddComponent<IOpenApiSchema>("VoidRequest", Entry("The day and the reason of a void.", new()
        {
            ["date"] = Parameter.Words("today", "original"),
            ["note"] = Text(nullable: true),
        }));
        document.AddComponent<IOpenApiSchema>("SecretRotation", Entry("How long the old secret stays valid.", new()
        {
            ["oldValidUntil"] = new OpenApiSchema
            {
                Description = "At most 90 days ahead.",
                Type = JsonSchemaType.String,
                Format = "date-time",
            },
        }));
        OpenApiSchema form = Entry("The credentials for a token.", new()
        {
            ["grant_type"] = Parameter.Words("password", "client_credentials", "refresh_token"),
            ["username"] = new OpenApiSchema { Type = JsonSchemaType.String },
            ["password"] = new OpenApiSchema { Type = JsonSchemaType.String },
            ["client_id"] = new OpenApiSchema { Type = JsonSchemaType.String },
            ["client_secret"] = new OpenApiSchema { Type = JsonSchemaType.String },
            ["refresh_token"] = new OpenApiSchema { Type = JsonSchemaType.String },
            ["scope"] = new OpenApiSchema
            {
                Description = "`offline_access` for a refresh token; other scopes are ignored.",
                Type = JsonSchemaType.String,
            },
        }, "grant_type");
        form.AdditionalPropertiesAllowed = true;
        document.AddComponent<IOpenApiSchema>("TokenRequest", form);
        document.AddComponent<IOpenApiSchema>("CustomerEntry", Entry("A customer's catalogue entry; it is written whole.", new()
        {
            ["name"] = Text(nullable: true),
            ["country"] = Text(nullable: true),
        }));
    }

    private static OpenApiSchema Line => Entry("A line. Two equal lines are two lines.", new()
    {
        ["productId"] = Parameter.IdSchema,
        ["description"] = Text(nullable: true),
        ["quantity"] = new OpenApiSchema
        {
            Description = "At most four decimals; negative for goods that come back, 0 for a note.",
            Type = JsonSchemaType.Number,
            Format = "decimal",
            Minimum = Number(-TransactionRules.MaxQuantity),
            Maximum = Number(TransactionRules.MaxQuantity),
        },
        ["unitPrice"] = Price(nullable: false),
        ["discount"] = Amount("The discount on the whole line. A positive discount lowers the price, also on a return."),
        ["amount"] = Amount(
            "The amount charged for the line. Default: quantity x unitPrice minus the discount. If a discount is also given, the two "
                + "must agree within a cent per unit."),
        ["tax"] = Amount("With the sign of the amount."),
        ["taxRate"] = new OpenApiSchema
        {
            Description = "Percent; at most four decimals.",
            Type = JsonSchemaType.Number | JsonSchemaType.Null,
            Format = "decimal",
            Minimum = "0",
            Maximum = Number((long)TransactionRules.MaxTaxRate),
        },
    }, "productId", "quantity", "unitPrice");

    private static OpenApiSchema Payment => Entry("A payment.", new()
    {
        ["method"] = Parameter.IdSchema,
        ["amount"] = Amount("Negative for money that is given back.", nullable: false),
    }, "method", "amount");

    private static OpenApiSchema TransactionWith(IOpenApiSchema line, IOpenApiSchema payment) => Entry("A receipt or invoice.", new()
    {
        ["transactionId"] = Parameter.IdSchema,
        ["storeId"] = Parameter.IdSchema,
        ["customerId"] = Described(Nullable(Parameter.IdSchema), "Omitted for a guest.", null),
        ["occurredAt"] = new OpenApiSchema
        {
            Description = "ISO 8601; without an offset it is in the store's time zone. From 2000-01-01 until one day in the future.",
            Type = JsonSchemaType.String,
            Format = "date-time",
        },
        ["kind"] = new OpenApiSchema
        {
            Description = "Default: a sale.",
            Type = JsonSchemaType.String | JsonSchemaType.Null,
            Enum = ["sale", "return", "adjustment", null!],
        },
        ["currency"] = Described(Currency, "Default: the store's, or else the chain's.", null),
        ["register"] = Described(Nullable(Parameter.IdSchema), "The till.", null),
        ["cashier"] = Described(Nullable(Parameter.IdSchema), "The cashier.", null),
        ["note"] = Text(nullable: true),
        ["originalTransactionId"] = Described(Nullable(Parameter.IdSchema), "The sale that a return belongs to.", null),
        ["taxIncluded"] = new OpenApiSchema
        {
            Description = "Default: true. False: the lines' amounts do not include their taxes.",
            Type = JsonSchemaType.Boolean | JsonSchemaType.Null,
        },
        ["payments"] = new OpenApiSchema
        {
            Description = "The payments may differ from the amount due; the difference is recorded and reported.",
            Type = JsonSchemaType.Array | JsonSchemaType.Null,
            Items = payment,
            MaxItems = TransactionRules.MaxPayments,
        },
        ["lines"] = new OpenApiSchema { Type = JsonSchemaType.Array, Items = line, MinItems = 1, MaxItems = TransactionRules.MaxLines },
    }, "transactionId", "storeId", "occurredAt", "lines");

    private static OpenApiSchema Password => new()
    {
        Description = "At least five different characters. A password that contains the account's name must be at least 12 characters "
            + "longer than the name.",
        Type = JsonSchemaType.String,
        MinLength = SubjectRules.MinPassword,
        MaxLength = SubjectRules.MaxPassword,
    };

    private static OpenApiSchema RoleList => new()
    {
        Type = JsonSchemaType.Array,
        Items = Parameter.Words([.. Roles.All]),
        MinItems = 1,
        UniqueItems = true,
    };

    private static OpenApiSchema StoreList => new()
    {
        Description = "The stores whose data it may send and read; null or omitted for all stores.",
        Type = JsonSchemaType.Array | JsonSchemaType.Null,
        Items = Parameter.IdSchema,
        MinItems = 1,
        MaxItems = StoreScope.MaxStores,
        UniqueItems = true,
    };

    private static OpenApiSchema Currency => new()
    {
        Description = "ISO 4217.",
        Type = JsonSchemaType.String | JsonSchemaType.Null,
        Pattern = "^[A-Z]{3}$",
        Examples = ["GBP"],
    };

    private static OpenApiSchema Price(bool nullable) => new()
    {
        Description = "At most four decimals.",
        Type = nullable ? JsonSchemaType.Number | JsonSchemaType.Null : JsonSchemaType.Number,
        Format = "decimal",
        Minimum = Number(-(long)TransactionRules.MaxUnitPrice),
        Maximum = Number((long)TransactionRules.MaxUnitPrice),
    };

    private static OpenApiSchema Amount(string description, bool nullable = true) => new()
    {
        Description = description,
        Type = nullable ? JsonSchemaType.Number | JsonSchemaType.Null : JsonSchemaType.Number,
        Format = "decimal",
        Minimum = Number(-(long)TransactionRules.MaxAmount),
        Maximum = Number((long)TransactionRules.MaxAmount),
    };

    private static OpenApiSchema Text(bool nullable)
    {
        var schema = new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = TransactionRules.MaxText };
        return nullable ? Nullable(schema) : schema;
    }

    private static OpenApiSchema Nullable(OpenApiSchema schema)
    {
        schema.Type |= JsonSchemaType.Null;
        return schema;
    }

    private static OpenApiSchema Described(OpenApiSchema schema, string description, string? example)
    {
        schema.Description = description;
        if (example is not null) schema.Examples = [example];
        return schema;
    }

    private static OpenApiSchema Entry(string description, Dictionary<string, IOpenApiSchema> fields, params string[] required) => new()
    {
        Description = description,
        Type = JsonSchemaType.Object,
        Properties = fields,
        Required = new HashSet<string>(required),
        AdditionalPropertiesAllowed = false,
    };

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
