using RetailGrains.Figures;

namespace RetailGrains.Operations;

/// <summary>The form in which a check's result is stored: short, and without the ids of customers, which are personal data. Pure.</summary>
internal static class StoredOutcome
{
    /// <summary>The maximum number of stored differences; further ones are only counted.</summary>
    public const int MaxDifferences = 100;

    /// <summary>Replaces a customer's id.</summary>
    public const string Hidden = "***";

    public static ReconciliationOutcome Of(ReconciliationOutcome outcome)
    {
        Difference[] differences = [.. outcome.Report.Differences.Take(MaxDifferences).Select(WithoutCustomer)];
        return outcome with { Report = outcome.Report with { Differences = differences } };
    }

    private static Difference WithoutCustomer(Difference difference)
    {
        bool isCustomer = difference.Where.StartsWith(EntityKindNames.Of(EntityKind.Customer), StringComparison.Ordinal);
        return isCustomer && difference.Id is not null ? difference with { Id = Hidden } : difference;
    }
}
