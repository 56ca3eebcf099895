namespace RetailGrains.Access;

/// <summary>Holds a guard in memory. When its silo is lost, failures are forgotten and delays start again from zero.</summary>
/// <remarks>
/// Any caller who invents names creates guards, so they deactivate once their failures are forgotten
/// (<see cref="FailureDelay.Retention"/>). They do not deactivate earlier, because that would forgive failures.
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
