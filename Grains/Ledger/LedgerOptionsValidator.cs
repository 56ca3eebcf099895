using Microsoft.Extensions.Options;

namespace RetailGrains.Ledger;

/// <summary>Stops the start when a limit is out of range.</summary>
internal sealed class LedgerOptionsValidator : IValidateOptions<LedgerOptions>
{
    /// <summary>A longer time is a mistake, and timers do not support much longer ones.</summary>
    private static readonly TimeSpan MaxTime = TimeSpan.FromDays(1);

    public ValidateOptionsResult Validate(string? name, LedgerOptions options)
    {
        string?[] problems =
        [
            options.Currency is { } code && TransactionRules.Currency(code) is { } currency ? $"RETAIL_CURRENCY {currency}, not {code}." : null,
            AboveZero(nameof(options.GroupTransactions), options.GroupTransactions),
            AboveZero(nameof(options.GroupLines), options.GroupLines),
            AboveZero(nameof(options.CommitLanes), options.CommitLanes),
            Time(nameof(options.CommitInterval), options.CommitInterval, mayBeZero: true),
            AboveZero(nameof(options.PendingLines), options.PendingLines),
            AboveZero(nameof(options.PendingBytes), options.PendingBytes),
            Time(nameof(options.PendingPatience), options.PendingPatience, mayBeZero: true),
            AboveZero(nameof(options.TailTransactions), options.TailTransactions),
            AboveZero(nameof(options.TailLines), options.TailLines),
            AboveZero(nameof(options.TailBytes), options.TailBytes),
            AboveZero(nameof(options.DeliveryRun), options.DeliveryRun),
            Time(nameof(options.DeliveryInterval), options.DeliveryInterval),
            Time(nameof(options.SaveDelay), options.SaveDelay),
            AboveZero(nameof(options.SaveRows), options.SaveRows),
            Time(nameof(options.CheckpointInterval), options.CheckpointInterval),
            Time(nameof(options.LeavePatience), options.LeavePatience, mayBeZero: true),
            Time(nameof(options.GenerationPoll), options.GenerationPoll),
        ];
        string[] wrong = [.. problems.OfType<string>()];
        return wrong.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
    }

    private static string? AboveZero(string setting, int value) => value > 0 ? null : $"Ledger:{setting} must be above 0, not {value}.";

    private static string? Time(string setting, TimeSpan value, bool mayBeZero = false) =>
        (mayBeZero ? value >= TimeSpan.Zero : value > TimeSpan.Zero) && value <= MaxTime
            ? null
            : $"Ledger:{setting} must be {(mayBeZero ? "from" : "above")} 00:00:00 to {MaxTime}, not {value}.";
}
