using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using RetailGrains.Bench.Processes;

namespace RetailGrains.Bench.Alternatives;

/// <summary>The body of a request.</summary>
internal sealed record PostedSale(
    string TransactionId, string StoreId, string? CustomerId, DateTimeOffset OccurredAt, string? Kind, PostedLine[] Lines);

/// <summary>A line of the sale.</summary>
internal sealed record PostedLine(string ProductId, string? Description, int Quantity, decimal UnitPrice)
{
    [JsonIgnore]
    public decimal Amount => Quantity * UnitPrice;
}

/// <summary>The body of the answer.</summary>
internal sealed record PostedAnswer(string TransactionId, string Position, decimal Total, bool Duplicate);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(PostedSale))]
[JsonSerializable(typeof(PostedAnswer))]
internal sealed partial class PostedJson : JsonSerializerContext;

/// <summary>
/// The endpoint for sales, implemented the usual way: a minimal API with one SQL transaction per sale, which inserts the sale and updates
/// all totals. The server runs in a separate process, as the product does.
/// </summary>
internal static class UsualWay
{
    public const string Verb = "usual-way";

    /// <summary>Serves until the process is killed.</summary>
    public static async Task RunAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, PostedJson.Default));
        builder.WebHost.ConfigureKestrel((context, kestrel) =>
            kestrel.ListenLocalhost(int.Parse(context.Configuration["API_PORT"]!, CultureInfo.InvariantCulture)));
        string url = builder.Configuration["DATABASE_URL"]!;
        builder.Services.AddSingleton(_ => NpgsqlDataSource.Create(Postgres.ConnectionString(url)));
        builder.Services.AddSingleton<UsualSales>();
        WebApplication app = builder.Build();
        app.MapGet("/ready", () => Results.Ok());
        app.MapPost("/api/v1/transactions", PostAsync);
        await app.RunAsync();
    }

    private static async Task<IResult> PostAsync(PostedSale sale, UsualSales sales, CancellationToken cancel)
    {
        if (Problem(sale) is { } problem) return Results.Problem(problem, statusCode: StatusCodes.Status400BadRequest);
        long? sequence = await sales.RecordAsync(sale, cancel);
        if (sequence is null) return Results.Conflict();
        string position = sequence.Value.ToString(CultureInfo.InvariantCulture);
        var answer = new PostedAnswer(sale.TransactionId, position, sale.Lines.Sum(line => line.Amount), Duplicate: false);
        return Results.Created($"/api/v1/transactions/{sale.TransactionId}", answer);
    }

    private static string? Problem(PostedSale sale) =>
        sale.TransactionId is not { Length: >= 1 and <= 64 } ? "transactionId"
        : sale.StoreId is not { Length: >= 1 and <= 64 } ? "storeId"
        : sale.Lines is not { Length: >= 1 and <= 5_000 } ? "lines"
        : Array.Exists(sale.Lines, line => line.ProductId is not { Length: >= 1 and <= 64 } || line.Quantity == 0) ? "lines"
        : null;
}
