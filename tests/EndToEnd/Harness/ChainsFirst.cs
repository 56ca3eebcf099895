using Xunit.Abstractions;
using Xunit.Sdk;

namespace RetailGrains.Tests.EndToEnd.Harness;

/// <summary>
/// Collections of several classes, which run one after the other, start before those of a single class. If one of them started last, it
/// would still run for minutes after everything else has ended.
/// </summary>
public sealed class ChainsFirst : ITestCollectionOrderer
{
    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) => testCollections
        .OrderBy(collection => collection.CollectionDefinition is null)
        .ThenByDescending(collection => collection.DisplayName, StringComparer.Ordinal);
}
