using RetailGrains.Access;

namespace RetailGrains.Tests.Unit.Access;

public sealed class ClientSecretsTests
{
    private static readonly DateTime Now = new(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc);

    [Fact]
    public async Task A_secret_is_found_among_others_and_hashes_of_passwords_do_not_match()
    {
        using var hashing = new SecretHashing();
        string slow = (await hashing.HashAsync("third", CancellationToken.None))!;
        SubjectSecret[] secrets = [Of(ClientSecrets.Hash("first")), Of(ClientSecrets.Hash("second")), Of(slow)];
        Assert.Same(secrets[1], ClientSecrets.Find(secrets, "second"));
        Assert.Null(ClientSecrets.Find(secrets, "third"));
        Assert.Null(ClientSecrets.Find(secrets, ""));
        Assert.Null(ClientSecrets.Find([], "first"));
        Assert.Equal([true, true, false], secrets.Select(one => ClientSecrets.IsOne(one.Hash)));
        Assert.Same(secrets[2], (await hashing.FindAsync([secrets[2]], "third", "address", CancellationToken.None)).Found);
    }

    [Fact]
    public async Task The_guesses_of_one_address_have_a_small_share_of_the_queue()
    {
        using var hashing = new SecretHashing();
        Task<(SubjectSecret? Found, bool IsBusy)>[] guesses =
            [.. Enumerable.Range(0, 50).Select(_ => hashing.FindAsync([], "guess", "attacker", CancellationToken.None))];
        Task<(SubjectSecret? Found, bool IsBusy)> other = hashing.FindAsync([], "right", "user", CancellationToken.None);
        Assert.False((await other).IsBusy);
        int busy = (await Task.WhenAll(guesses)).Count(guess => guess.IsBusy);
        Assert.InRange(busy, 50 - 4 - Environment.ProcessorCount, 46);
        Assert.False((await hashing.FindAsync([], "guess", "attacker", CancellationToken.None)).IsBusy);
    }

    private static SubjectSecret Of(string hash) => new(hash, Now, null);
}
