using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using RetailGrains.ServiceDefaults.Limits;

namespace RetailGrains.Access;

/// <summary>
/// Hashes and verifies passwords with ASP.NET Core's password hasher (PBKDF2 with HMAC-SHA-512, salted). Hashing is slow by design, so
/// concurrency and queue are limited, and a flood of sign-ins cannot starve other requests.
/// </summary>
internal sealed class SecretHashing : IDisposable
{
    /// <summary>The number that OWASP recommends for this function.</summary>
    private const int Iterations = 210_000;

    /// <summary>
    /// So many that the wrong passwords of dozens of addresses are verified, and then delay these addresses, instead of occupying the
    /// queue.
    /// </summary>
    private const int MaxWaiting = 256, MaxWaitingPerAddress = 4;

    private static readonly object Anyone = new();
    private static readonly int MaxAtOnce = Math.Max(1, Environment.ProcessorCount / 2);

    private readonly PasswordHasher<object> _hasher =
        new(Options.Create(new PasswordHasherOptions { IterationCount = Iterations }));

    private readonly SemaphoreSlim _gate = new(MaxAtOnce);
    private readonly Lazy<string> _decoy;
    private readonly ShareCounter _waiting = new(MaxWaiting, MaxWaitingPerAddress);

    public SecretHashing() => _decoy = new Lazy<string>(() => _hasher.HashPassword(Anyone, Guid.NewGuid().ToString()));

    /// <summary>The hash of a secret; null when the queue is full.</summary>
    public Task<string?> HashAsync(string secret, CancellationToken cancel) =>
        RunAsync<string?>(() => _hasher.HashPassword(Anyone, secret), busy: null, from: null, cancel);

    /// <summary>
    /// The stored secret that matches, if any; busy when the queue is full. Without stored secrets it takes as long as with one, so that
    /// the time does not reveal which accounts exist.
    /// </summary>
    /// <param name="secrets">The stored secrets.</param>
    /// <param name="secret">The secret to verify.</param>
    /// <param name="from">The caller's address, which has a small share of the queue.</param>
    /// <param name="cancel">Cancels the call.</param>
    public Task<(SubjectSecret? Found, bool IsBusy)> FindAsync(
        IReadOnlyList<SubjectSecret> secrets, string secret, string from, CancellationToken cancel) =>
        RunAsync<(SubjectSecret?, bool)>(
            () =>
            {
                if (secrets.Count == 0) Matches(_decoy.Value, secret);
                return (secrets.FirstOrDefault(one => Matches(one.Hash, secret)), false);
            },
            busy: (null, true),
            from,
            cancel);

    public void Dispose() => _gate.Dispose();

    private bool Matches(string hash, string secret) =>
        _hasher.VerifyHashedPassword(Anyone, hash, secret) != PasswordVerificationResult.Failed;

    private async Task<T> RunAsync<T>(Func<T> work, T busy, string? from, CancellationToken cancel)
    {
        if (!_waiting.TryTake(from)) return busy;
        try
        {
            await _gate.WaitAsync(cancel);
        }
        finally
        {
            _waiting.Return(from);
        }

        try
        {
            return await Task.Run(work, cancel);
        }
        finally
        {
            _gate.Release();
        }
    }
}
