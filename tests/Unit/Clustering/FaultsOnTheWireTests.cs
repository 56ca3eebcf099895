using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Orleans.Serialization;
using RetailGrains.Api.Answers;
using RetailGrains.Silo.Clustering;

namespace RetailGrains.Tests.Unit.Clustering;

/// <summary>A caller in another process receives the same details of a database error as a caller in the same process.</summary>
public sealed class FaultsOnTheWireTests
{
    private static readonly Serializer Serializer =
        new ServiceCollection().AddSerializer().AddFaultsOnTheWire().BuildServiceProvider().GetRequiredService<Serializer>();

    [Theory]
    [InlineData("53100", true)] // disk full
    [InlineData("57P01", true)] // terminating connection due to administrator command
    [InlineData("22003", false)] // numeric value out of range
    public void A_servers_error_keeps_its_state(string state, bool isPassing)
    {
        Exception arrived = Sent(new PostgresException("it is so", "ERROR", "ERROR", state));
        Assert.Equal(state, Assert.IsType<PostgresException>(arrived).SqlState);
        Assert.Equal(isPassing, ExceptionResponses.IsTransient(arrived));
    }

    [Fact]
    public void A_broken_connection_keeps_its_error() =>
        Assert.True(ExceptionResponses.IsTransient(Assert.IsType<NpgsqlException>(
            Sent(new NpgsqlException("broken", new IOException("reset", new SocketException((int)SocketError.ConnectionReset)))))));

    private static Exception Sent(Exception fault) => Serializer.Deserialize<Exception>(Serializer.SerializeToArray<Exception>(fault))!;
}
