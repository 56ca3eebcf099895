using System.Reflection;
using RetailGrains.Figures;
using RetailGrains.Operations;

namespace RetailGrains.Tests.Unit.Contracts;

/// <summary>
/// The sender of a message that the network lost notices the loss only when the response times out. Background work that waits for the
/// response is blocked until then.
/// </summary>
public sealed class ResponseTimeoutTests
{
    private static readonly TimeSpan Max = TimeSpan.FromMinutes(1);

    [Fact]
    public void No_grain_call_waits_longer_than_a_minute_for_a_lost_message_except_for_a_reconciliation()
    {
        string[] longer =
        [
            .. from type in typeof(IFigureGrain).Assembly.GetTypes()
               where type.IsInterface
               from method in type.GetMethods()
               where method.GetCustomAttribute<ResponseTimeoutAttribute>()?.Timeout > Max
               select $"{type.Name}.{method.Name}",
        ];
        // A reconciliation compares the whole ledger, which may take long. Only callers of the API wait for it.
        Assert.Equal([$"{nameof(IReconciliationGrain)}.{nameof(IReconciliationGrain.CheckAsync)}"], longer);
    }
}
