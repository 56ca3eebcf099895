namespace RetailGrains.Access;

/// <summary>Keeps a guard, in memory: when its silo is lost, delays begin anew, and so does what is free.</summary>
/// <remarks>
/// Anybody who tries names makes guards, so they go as soon as they have nothing left to remember (<see cref="FailureDelay.Retention"/>) and no
/// sooner: to forget a failure early would be to forgive it.
/// </remarks>
[CollectionAgeLimit(Hours = 1)]
internal sealed class SignInGuardGrain(TimeProvider time) : Grain, ISignInGuardGrain
{
    private SignInGuard _guard = null!;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        bool ofAddress = this.GetPrimaryKeyString().StartsWith(SubjectGrainKey.AddressPrefix, StringComparison.Ordinal);
        _guard = ofAddress ? new AddressGuard() : new SubjectGuard();
        return Task.CompletedTask;
    }

    public ValueTask<TimeSpan> BeginAsync(string other) => ValueTask.FromResult(_guard.Begin(other, time.GetUtcNow()));

    public ValueTask SucceededAsync(string other)
    {
        _guard.Succeeded(other, time.GetUtcNow());
        return ValueTask.CompletedTask;
    }

    public ValueTask WithdrawAsync(string other)
    {
        _guard.Withdraw(other);
        return ValueTask.CompletedTask;
    }
}
