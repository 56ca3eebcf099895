using Microsoft.Extensions.Options;

namespace RetailGrains.Ledger;

/// <summary>Stops the start when a bound is no bound.</summary>
internal sealed class LedgerOptionsValidator : IValidateOptions<LedgerOptions>
{
    public ValidateOptionsResult Validate(string? name, LedgerOptions options)
    {
        (string Setting, bool Valid)[] checks =
        [
            (nameof(options.GroupTransactions), options.GroupTransactions > 0),
            (nameof(options.GroupLines), options.GroupLines > 0),
            (nameof(options.CommitLanes), options.CommitLanes > 0),
            (nameof(options.CommitInterval), options.CommitInterval >= TimeSpan.Zero),
            (nameof(options.PendingLines), options.PendingLines > 0),
            (nameof(options.PendingPatience), options.PendingPatience >= TimeSpan.Zero),
            (nameof(options.TailTransactions), options.TailTransactions > 0),
            (nameof(options.TailLines), options.TailLines > 0),
            (nameof(options.DeliveryRun), options.DeliveryRun > 0),
            (nameof(options.DeliveryInterval), options.DeliveryInterval > TimeSpan.Zero),
            (nameof(options.SaveDelay), options.SaveDelay > TimeSpan.Zero),
            (nameof(options.SaveRows), options.SaveRows > 0),
            (nameof(options.CheckpointInterval), options.CheckpointInterval > TimeSpan.Zero),
            (nameof(options.LeavePatience), options.LeavePatience >= TimeSpan.Zero),
            (nameof(options.GenerationPoll), options.GenerationPoll > TimeSpan.Zero),
        ];
        string[] wrong = [.. checks.Where(check => !check.Valid).Select(check => $"Ledger:{check.Setting} is out of bounds.")];
        return wrong.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
    }
}
