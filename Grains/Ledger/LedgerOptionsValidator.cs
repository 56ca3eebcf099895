using Microsoft.Extensions.Options;

namespace RetailGrains.Ledger;

[OptionsValidator]
internal sealed partial class LedgerOptionsValidator : IValidateOptions<LedgerOptions>;
