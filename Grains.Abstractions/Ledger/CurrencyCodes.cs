using System.Collections.Frozen;

namespace RetailGrains.Ledger;

/// <summary>The ISO 4217 codes of currencies that were in use since 2000, the earliest time of a transaction.</summary>
public static class CurrencyCodes
{
    private const string Current =
        "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY COP CRC "
        + "CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR "
        + "ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK "
        + "MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE "
        + "SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XCG XOF XPF "
        + "YER ZAR ZMW ZWG";

    /// <summary>Also the codes of units and metals, which some countries and dealers price in.</summary>
    private const string Units = "BOV CHE CHW CLF COU MXV USN UYI UYW XAG XAU XDR XPD XPT XSU XUA XXX XTS";

    private const string Withdrawn =
        "ADP AFA ANG ATS AZM BEF BGL BGN BYB BYR CSD CUC CYP DEM ECS EEK ESP FIM FRF GHC GRD GWP HRK IEP ITL LTL LUF LVL MGF MRO "
        + "MTL MZM NLG PTE ROL RUR SDD SIT SKK SLL SRG STD TJR TMM TPE TRL USS VEB VED VEF XEU YUM ZMK ZWD ZWL ZWN ZWR";

    private static readonly FrozenSet<string> All =
        string.Join(' ', Current, Units, Withdrawn).Split(' ').ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Returns whether this is the code of a currency, in capital letters.</summary>
    public static bool Contains(string code) => All.Contains(code);
}
