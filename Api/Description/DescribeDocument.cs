using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using RetailGrains.Api.Answers;
using RetailGrains.Api.Requests;

namespace RetailGrains.Api.Description;

/// <summary>Describes the API as a whole.</summary>
internal sealed class DescribeDocument : IOpenApiDocumentTransformer
{
    /// <summary>The schema of error answers.</summary>
    public const string Problem = "Problem";

    /// <summary>The security scheme of callers with a name and password, or a client id and secret.</summary>
    public const string Account = "account";

    /// <summary>The security scheme of callers with a token.</summary>
    public const string Token = "token";

    private const string Text =
        """
        Records retail transactions, each exactly once, and serves the figures of the chain and of every store, product and customer.

        - **Amounts** are JSON numbers with their exact decimals. Read them as decimals, never as floating point.
        - **Ids** are opaque, case-sensitive strings; percent-encode them in a path (`United%20Kingdom`, `a%2Fb`).
        - **Retries are safe**: a transaction is recorded once per id, permanently.
        - **Reading your own write**: send the `position` that a POST returned as the header `Retail-At-Least` of a GET, or POST with
          `?wait=applied`.
        - **Errors** are problem details (RFC 9457), with a `traceId` for the operator. An answer that is not described here is a bug.
        """;

    public async Task TransformAsync(
        OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo { Title = "RetailGrains", Version = "v1", Description = Text };
        document.Servers = [new OpenApiServer { Url = "/" }];
        document.Tags = new HashSet<OpenApiTag>
        {
            new() { Name = Tags.Transactions, Description = "Recording transactions and reading them." },
            new() { Name = Tags.Imports, Description = "Files of sales." },
            new() { Name = Tags.Chain, Description = "Figures of the whole chain." },
            new() { Name = Tags.Stores, Description = "Stores, their figures and their catalogue entries." },
            new() { Name = Tags.Products, Description = "Products, their figures and their catalogue entries." },
            new() { Name = Tags.Customers, Description = "Customers, their figures and their catalogue entries." },
            new() { Name = Tags.Operations, Description = "Operating the platform." },
            new() { Name = Tags.Access, Description = "Tokens, accounts and clients." },
        };
        RequestSchemas.AddTo(document);
        document.AddComponent<IOpenApiSecurityScheme>(Account, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.OAuth2,
            Description = "Issues a token for a name and password, or for a client's id and secret.",
            Flows = new OpenApiOAuthFlows { Password = Flow, ClientCredentials = Flow },
        });
        document.AddComponent<IOpenApiSecurityScheme>(Token, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            BearerFormat = "JWT",
            Description = "An existing token.",
        });
        document.AddComponent<IOpenApiSchema>(Problem, await context.GetOrCreateSchemaAsync(typeof(ProblemBody), null, cancellationToken));
    }

    private static OpenApiOAuthFlow Flow => new()
    {
        TokenUrl = new Uri(Routes.Base + "/auth/token", UriKind.Relative),
        Scopes = new Dictionary<string, string>(),
    };
}
