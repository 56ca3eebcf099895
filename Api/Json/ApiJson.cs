using System.Text.Json.Serialization;
using RetailGrains.Api.Access;
using RetailGrains.Api.Answers;
using RetailGrains.Api.Audit;
using RetailGrains.Api.Customers;
using RetailGrains.Api.Figures;
using RetailGrains.Api.Imports;
using RetailGrains.Api.Integrity;
using RetailGrains.Api.Live;
using RetailGrains.Api.Operations;
using RetailGrains.Api.Stores;
using RetailGrains.Api.Streams;
using RetailGrains.Api.Transactions;
using RetailGrains.Api.Transactions.Batches;
using RetailGrains.Api.Transactions.Revisions;
using RetailGrains.ServiceDefaults;

namespace RetailGrains.Api.Json;

/// <summary>How every answer is serialized. A field without a value is written as null, not omitted.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    GenerationMode = JsonSourceGenerationMode.Metadata,
    Converters = [typeof(MoneyConverter), typeof(UtcConverter), typeof(OffsetTimeConverter)])]
[JsonSerializable(typeof(ProblemBody))]
[JsonSerializable(typeof(RecordedAnswer))]
[JsonSerializable(typeof(RevisionAnswer))]
[JsonSerializable(typeof(TransactionAnswer))]
[JsonSerializable(typeof(TransactionPage))]
[JsonSerializable(typeof(BatchAnswer))]
[JsonSerializable(typeof(BatchResult))]
[JsonSerializable(typeof(BatchSummary))]
[JsonSerializable(typeof(ImportStarted))]
[JsonSerializable(typeof(ImportAnswer))]
[JsonSerializable(typeof(ImportPage))]
[JsonSerializable(typeof(ImportProblemPage))]
[JsonSerializable(typeof(LiveAnswer))]
[JsonSerializable(typeof(SummaryAnswer))]
[JsonSerializable(typeof(SalesAnswer))]
[JsonSerializable(typeof(StoreAnswer))]
[JsonSerializable(typeof(DayAnswer))]
[JsonSerializable(typeof(ProductAnswer))]
[JsonSerializable(typeof(CustomerAnswer))]
[JsonSerializable(typeof(CustomerExportAnswer))]
[JsonSerializable(typeof(ErasureAnswer))]
[JsonSerializable(typeof(EntityPageAnswer<StoreAnswer>))]
[JsonSerializable(typeof(EntityPageAnswer<ProductAnswer>))]
[JsonSerializable(typeof(EntityPageAnswer<CustomerAnswer>))]
[JsonSerializable(typeof(ExchangeRatesAnswer))]
[JsonSerializable(typeof(TokenAnswer))]
[JsonSerializable(typeof(AccountAnswer))]
[JsonSerializable(typeof(AccountPage))]
[JsonSerializable(typeof(ClientAnswer))]
[JsonSerializable(typeof(ClientPage))]
[JsonSerializable(typeof(AuditPage))]
[JsonSerializable(typeof(HealthAnswer))]
[JsonSerializable(typeof(StartupAnswer))]
[JsonSerializable(typeof(ProgramVersion))]
[JsonSerializable(typeof(ReadyAnswer))]
[JsonSerializable(typeof(LedgerAnswer))]
[JsonSerializable(typeof(LedgerHeadsAnswer))]
[JsonSerializable(typeof(LedgerProofAnswer))]
[JsonSerializable(typeof(ReconciliationAnswer))]
[JsonSerializable(typeof(ReconciliationStatusAnswer))]
[JsonSerializable(typeof(DiagnosticsAnswer))]
[JsonSerializable(typeof(RebuildAnswer))]
[JsonSerializable(typeof(StreamsAnswer))]
[JsonSerializable(typeof(DeadLetterPage))]
internal sealed partial class ApiJson : JsonSerializerContext;
