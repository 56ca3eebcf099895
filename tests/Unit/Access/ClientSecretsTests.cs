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
        Assert.Same(secrets[2], (await hashing.FindAsync([secrets[2]], "third", CancellationToken.None)).Found);
    }

    private static SubjectSecret Of(string hash) => new(hash, Now, null);
}
