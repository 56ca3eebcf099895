using RetailGrains.Ledger.Postgres;

namespace RetailGrains.Tests.Unit.Stores;

public sealed class ScramVerifierTests
{
    [Fact]
    public void The_verifier_of_RFC_7677s_example_is_the_one_that_PostgreSQL_computes() => Assert.Equal(
        "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ=="
            + "$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=",
        ScramVerifier.Create("pencil", Convert.FromBase64String("W22ZaJ0SNY7soEsUEjb6gQ==")));

    [Fact]
    public void Each_verifier_has_another_salt() =>
        Assert.NotEqual(ScramVerifier.Create("a password"), ScramVerifier.Create("a password"));
}
