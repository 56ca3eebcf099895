using RetailGrains.Api.Answers;

namespace RetailGrains.Api.Access;

/// <summary>The answers to callers that are bound to stores and ask for something else.</summary>
internal static class StoreProblems
{
    /// <summary>The reason when an endpoint's rule refuses the caller.</summary>
    public const string NotForBound = "The account or client is bound to stores, and the request concerns other stores.";

    /// <summary>The transaction or import concerns another store.</summary>
    public static Problem OtherStore() => new(StatusCodes.Status403Forbidden, NotForBound);
}
