using CsCheck;
using RetailGrains.ServiceDefaults.Logs;
using RetailGrains.Silo.Hosting;

namespace RetailGrains.Tests.Unit.Hosting;

public sealed class LogRedactionTests
{
    private const string Activation = "@be02323cdb52470290016ee9fceb807e";
    private const string Token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJvcGVyYXRvciJ9.c2lnbmF0dXJl";

    [Theory]
    [InlineData("connecting to postgresql://retail:s3cret@db:5432/retail", "connecting to postgresql://retail:***@db:5432/retail")]
    [InlineData("redis://:s3cret@redis:6379 does not answer", "redis://:***@redis:6379 does not answer")]
    [InlineData("Host=db;Password=s3cret;Database=retail", "Host=db;Password=***;Database=retail")]
    [InlineData("redis:6379,password=s3cret,ssl=true", "redis:6379,password=***,ssl=true")]
    [InlineData("grant_type=client_credentials&client_secret=s3cret&x=1", "grant_type=client_credentials&client_secret=***&x=1")]
    [InlineData("""body {"username": "ada", "password": "s3cret"}""", """body {"username": "ada", "password": ***}""")]
    [InlineData("Authorization: Bearer s3cret.s3cret", "Authorization: Bearer ***")]
    [InlineData("Authorization: Basic YWRhOnMzY3JldA==", "Authorization: Basic ***")]
    [InlineData("the token " + Token + " has expired", "the token *** has expired")]
    public void Secrets_are_hidden(string text, string shown) => Assert.Equal(shown, LogRedaction.Redact(text));

    [Theory]
    [InlineData("[Activation: S1/customer/17850" + Activation + "#X]", "[Activation: S1/customer/***" + Activation + "#X]")]
    [InlineData("[Activation: S1/customer/a b@c.d" + Activation + "#X Y]", "[Activation: S1/customer/***" + Activation + "#X Y]")]
    [InlineData("Request [S1 sys.client/x]->[S2 customer/17850] TakeIn", "Request [S1 sys.client/x]->[S2 customer/***] TakeIn")]
    [InlineData("Request [S1 customer/a b@c.d]->[S2 store/x y] Take", "Request [S1 customer/***]->[S2 store/x y] Take")]
    [InlineData("subject/ada.lovelace did not answer", "subject/*** did not answer")]
    public void The_keys_of_customers_and_accounts_are_hidden(string text, string shown) => Assert.Equal(shown, LogRedaction.Redact(text));

    [Theory]
    [InlineData("Ledger commits fail (this silo): 53100 disk full; retrying")]
    [InlineData("product/85123A in WorkGroup took 0:00:01.004")]
    [InlineData("The token has expired; the password is wrong")]
    [InlineData("http://localhost:8000/docs")]
    [InlineData("a basic check of the bearer")]
    public void Other_text_is_unchanged(string text) => Assert.Equal(text, LogRedaction.Redact(text));

    [Fact]
    public void A_password_of_any_characters_is_redacted_everywhere() =>
        Gen.Select(Gen.String[Gen.Char.AlphaNumeric, 8, 20], Gen.String[Gen.Char.AlphaNumeric, 0, 20], Gen.Int[0, 3]).Sample(
            (secret, around, form) =>
            {
                secret = $"Zq7{secret}"; // unlike anything in the text around it
                string text = form switch
                {
                    0 => $"{around} postgresql://user:{secret}@host/db {around}",
                    1 => $"{around} Host=h;password={secret};{around}",
                    2 => $"{around} Bearer {secret} {around}",
                    _ => $$"""{{around}} {"secret":"{{secret}}"} {{around}}""",
                };
                return !LogRedaction.Redact(text).Contains(secret, StringComparison.Ordinal);
            });
}
