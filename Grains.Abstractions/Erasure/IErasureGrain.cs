using RetailGrains.Access;

namespace RetailGrains.Erasure;

/// <summary>How far the erasure of a customer is. The numbers are sent between processes: never renumber them.</summary>
public enum ErasureState : byte
{
    /// <summary>Nothing is stored about the customer, and nothing was erased.</summary>
    Unknown = 0,

    /// <summary>The erasure continues, also after a restart.</summary>
    Running = 1,

    /// <summary>Nothing that was stored when the erasure was requested names the customer any more.</summary>
    Completed = 2,
}

/// <param name="Pseudonym">The id that replaces the customer's.</param>
/// <param name="State">How far the erasure is.</param>
/// <param name="RequestedAt">UTC; null when unknown.</param>
/// <param name="FinishedAt">UTC; null unless completed.</param>
[GenerateSerializer, Immutable, Alias("retail.ErasureStatus")]
public sealed record ErasureStatus(
    [property: Id(0)] string Pseudonym,
    [property: Id(1)] ErasureState State,
    [property: Id(2)] DateTime? RequestedAt,
    [property: Id(3)] DateTime? FinishedAt);

/// <summary>A request to erase a customer. It is not a text, because the audit would store a text as the target.</summary>
/// <param name="CustomerId">
/// The customer's id, or its pseudonym: after a backup was restored, erasures are repeated by the pseudonyms that they returned.
/// </param>
[GenerateSerializer, Immutable, Alias("retail.ErasureRequest")]
public sealed record ErasureRequest([property: Id(0)] string CustomerId);

/// <summary>Erases customers, one after the other. Requests are stored, so that they continue after a crash. Its key is always 0.</summary>
[Alias("retail.IErasureGrain")]
public interface IErasureGrain : IGrainWithIntegerKey
{
    /// <summary>Stores the request and starts it; returns immediately.</summary>
    [Alias("StartAsync"), RequiresRole(Roles.Operator), Audited("customer.erase")]
    Task<ErasureStatus> StartAsync(ErasureRequest request);

    /// <summary>Returns how far an erasure is.</summary>
    /// <param name="pseudonym">The pseudonym of the customer.</param>
    [Alias("StatusAsync")]
    Task<ErasureStatus> StatusAsync(string pseudonym);

    /// <summary>Continues pending erasures.</summary>
    [Alias("ResumeAsync")]
    ValueTask ResumeAsync();
}
