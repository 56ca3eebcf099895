using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace RetailGrains.Access;

/// <summary>
/// Hashes and verifies passwords with ASP.NET Core's password hasher (PBKDF2 with HMAC-SHA-512, salted). Hashing is slow by design, so
/// concurrency and queue are limited, and a flood of sign-ins cannot starve other requests.
/// </summary>
internal sealed class SecretHashing : IDisposable
{
    /// <summary>The number that OWASP recommends for this function.</summary>
    private const int Iterations = 210_000;
    private const int MaxWaiting = 32;

    private static readonly object Anyone = new();
    private static readonly int MaxAtOnce = Math.Max(1, Environment.ProcessorCount / 2);

    private readonly PasswordHasher<object> _hasher =
        new(Options.Create(new PasswordHasherOptions { IterationCount = Iterations }));

    private readonly SemaphoreSlim _gate = new(MaxAtOnce);
    private readonly Lazy<string> _decoy;
    private int _waiting;

    public SecretHashing() => _decoy = new Lazy<string>(() => _hasher.HashPassword(Anyone, Guid.NewGuid().ToString()));

    /// <summary>The hash of a secret; null when the queue is full.</summary>
    public Task<string?> HashAsync(string secret, CancellationToken cancel) =>
        RunAsync<string?>(() => _hasher.HashPassword(Anyone, secret), busy: null, cancel);

    /// <summary>
    /// The stored secret that matches, if any; busy when the queue is full. Without stored secrets it takes as long as with one, so that
    /// the time does not reveal which accounts exist.
    /// </summary>
    public Task<(SubjectSecret? Found, bool IsBusy)> FindAsync(
        IReadOnlyList<SubjectSecret> secrets, string secret, CancellationToken cancel) =>
        RunAsync<(SubjectSecret?, bool)>(
            () =>
            {
                if (secrets.Count == 0) Matches(_decoy.Value, secret);
                return (secrets.FirstOrDefault(one => Matches(one.Hash, secret)), false);
            },
            busy: (null, true),
            cancel);

    public void Dispose() => _gate.Dispose();

    private bool Matches(string hash, string secret) =>
        _hasher.VerifyHashedPassword(Anyone, hash, secret) != PasswordVerificationResult.Failed;

    private async Task<T> RunAsync<T>(Func<T> work, T busy, CancellationToken cancel)
    {
        if (Interlocked.Increment(ref _waiting) > MaxWaiting)
        {
            Interlocked.Decrement(ref _waiting);
            return busy;
        }

        try
        {
            await _gate.WaitAsync(cancel);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
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
