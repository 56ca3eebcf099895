// Records a sale and waits until the live events show it.
//   RETAIL_URL is the address of the API. RETAIL_CLIENT_ID and RETAIL_CLIENT_SECRET are the credentials.
using RetailGrains.Client;
using RetailGrains.Client.Live;

string Setting(string name) => Environment.GetEnvironmentVariable(name) ?? throw new InvalidOperationException($"{name} is not set.");

using var retail = new RetailClient(new RetailClientOptions
{
    Address = new Uri(Setting("RETAIL_URL")),
    ClientId = Setting("RETAIL_CLIENT_ID"),
    ClientSecret = Setting("RETAIL_CLIENT_SECRET"),
});
using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(1));
string id = args.FirstOrDefault() ?? $"sample-{Guid.NewGuid():n}";

try
{
    ApiResponse<Recorded> answer = await retail.Api.PostTransactionAsync(
        new NewTransaction
        {
            TransactionId = id,
            StoreId = "london",
            OccurredAt = DateTimeOffset.UtcNow,
            Currency = "GBP",
            Register = "7",
            Cashier = "ann",
            Payments =
            [
                new NewTransactionPayment { Method = "voucher", Amount = 5 },
                new NewTransactionPayment { Method = "card", Amount = 9.80m },
            ],
            Lines =
            [
                new NewTransactionLine
                {
                    ProductId = "85123A",
                    Quantity = 6,
                    UnitPrice = 2.55m,
                    Discount = 0.50m,
                    Tax = 2.47m,
                    TaxRate = 20,
                },
            ],
        },
        cancellationToken: timeout.Token);
    Console.WriteLine($"Recorded {id} at {answer.Result.Position}.");
}
catch (ApiException e)
{
    foreach ((string field, IReadOnlyList<string> faults) in e.FieldErrors) Console.Error.WriteLine($"{field}: {string.Join(" ", faults)}");
    return 1;
}

await foreach (LiveEvent now in retail.LiveAsync(cancel: timeout.Token))
{
    // With several currencies the overall amounts are null, and ByCurrency has the figures of each currency.
    foreach (Totals part in now.Totals.ByCurrency ?? [now.Totals])
        Console.WriteLine($"Net revenue {$"{part.NetRevenue} {part.Currency}".TrimEnd()}, {part.Transactions} transactions.");
    if (now.Transactions.Any(transaction => transaction.TransactionId == id)) return 0;
}

return 2;
