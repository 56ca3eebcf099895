using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Orleans.Serialization;

namespace RetailGrains.Silo.Clustering;

/// <summary>
/// Serializes the database's exceptions, so that the caller of a grain receives the SQL state, by which the API distinguishes transient
/// from permanent failures. Orleans serializes only exceptions of .NET. For any other the caller would receive an error about
/// serialization.
/// </summary>
internal static class FaultsOnTheWire
{
    private const string DatabaseClient = "Npgsql";

    public static IServiceCollection AddFaultsOnTheWire(this IServiceCollection services) =>
        services.Configure<ExceptionSerializationOptions>(options => options.SupportedNamespacePrefixes.Add(DatabaseClient));
}

/// <summary>The serialized form of a PostgreSQL error; the exception's own serialization omits the state.</summary>
[GenerateSerializer, Immutable, Alias("retail.PostgresFault")]
internal readonly record struct PostgresFault(
    [property: Id(0)] string Text, [property: Id(1)] string Severity, [property: Id(2)] string SqlState, [property: Id(3)] string? Detail);

/// <summary>Converts PostgreSQL's errors to <see cref="PostgresFault"/> and back.</summary>
[RegisterConverter]
internal sealed class PostgresFaultConverter : IConverter<PostgresException, PostgresFault>
{
    public PostgresException ConvertFromSurrogate(in PostgresFault surrogate) =>
        new(surrogate.Text, surrogate.Severity, surrogate.Severity, surrogate.SqlState, surrogate.Detail);

    public PostgresFault ConvertToSurrogate(in PostgresException value) =>
        new(value.MessageText, value.InvariantSeverity, value.SqlState, value.Detail);
}
