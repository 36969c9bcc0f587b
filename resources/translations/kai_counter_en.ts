<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>BoardScreen</name>
    <message numerus="yes">
        <source>%n train(s) in the next {hours} hours</source>
        <translation>
            <numerusform>%n train in the next {hours} hours</numerusform>
            <numerusform>%n trains in the next {hours} hours</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>CommandLine</name>
    <message numerus="yes">
        <source>%n person(s)</source>
        <translation>
            <numerusform>%n person</numerusform>
            <numerusform>%n people</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n infant(s)</source>
        <translation>
            <numerusform>%n infant</numerusform>
            <numerusform>%n infants</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DayScreen</name>
    <message numerus="yes">
        <source>%n difference(s) to look into</source>
        <translation>
            <numerusform>%n difference to look into</numerusform>
            <numerusform>%n differences to look into</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n shift(s) still open</source>
        <translation>
            <numerusform>%n shift still open</numerusform>
            <numerusform>%n shifts still open</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Compared: %n difference(s) to look into</source>
        <translation>
            <numerusform>Compared: %n difference to look into</numerusform>
            <numerusform>Compared: %n differences to look into</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ManifestScreen</name>
    <message numerus="yes">
        <source>%n seat(s) free again from the next stop on</source>
        <translation>
            <numerusform>%n seat is free again from the next stop on</numerusform>
            <numerusform>%n seats are free again from the next stop on</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>OtherJourneys</name>
    <message numerus="yes">
        <source>The other %n</source>
        <translation>
            <numerusform>The other %n</numerusform>
            <numerusform>The other %n</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PaymentScreen</name>
    <message numerus="yes">
        <source>Then the drawer opens and %n ticket(s) print by themselves.</source>
        <translation>
            <numerusform>Then the drawer opens and %n ticket prints by itself.</numerusform>
            <numerusform>Then the drawer opens and %n tickets print by themselves.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>When the whole price is paid, %n ticket(s) print by themselves.</source>
        <translation>
            <numerusform>When the whole price is paid, %n ticket prints by itself.</numerusform>
            <numerusform>When the whole price is paid, %n tickets print by themselves.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PeopleField</name>
    <message numerus="yes">
        <source>%n person(s)</source>
        <extracomment>Indonesian: %n orang / %n bayi</extracomment>
        <translation>
            <numerusform>%n person</numerusform>
            <numerusform>%n people</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n infant(s)</source>
        <translation>
            <numerusform>%n infant</numerusform>
            <numerusform>%n infants</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RefundsScreen</name>
    <message numerus="yes">
        <source>%n day(s) left</source>
        <translation>
            <numerusform>%n day left</numerusform>
            <numerusform>%n days left</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ResultModel</name>
    <message numerus="yes">
        <source>%n seat(s) left</source>
        <extracomment>Indonesian: Tersisa %n kursi</extracomment>
        <translation>
            <numerusform>%n seat left</numerusform>
            <numerusform>%n seats left</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SaleBar</name>
    <message numerus="yes">
        <source>Choose %n seat(s)</source>
        <translation>
            <numerusform>Choose %n seat</numerusform>
            <numerusform>Choose %n seats</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more seat(s) to choose</source>
        <translation>
            <numerusform>%n more seat to choose</numerusform>
            <numerusform>%n more seats to choose</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n infant(s) free</source>
        <translation>
            <numerusform>%n infant free</numerusform>
            <numerusform>%n infants free</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SellScreen</name>
    <message numerus="yes">
        <source>%n train(s)</source>
        <translation>
            <numerusform>%n train</numerusform>
            <numerusform>%n trains</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Signing</name>
    <message numerus="yes">
        <source>It rings at %n supervisor(s) on duty until {until}, or one signs here.</source>
        <translation>
            <numerusform>It rings at %n supervisor on duty until {until}, or one signs here.</numerusform>
            <numerusform>It rings at %n supervisors on duty until {until}, or one signs here.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Timeline</name>
    <message numerus="yes">
        <source>%n ticket(s) given back: {amount}, kept {fee} — {rule}</source>
        <translation>
            <numerusform>%n ticket given back: {amount}, kept {fee} — {rule}</numerusform>
            <numerusform>%n tickets given back: {amount}, kept {fee} — {rule}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n ticket(s) exchanged away</source>
        <translation>
            <numerusform>%n ticket exchanged away</numerusform>
            <numerusform>%n tickets exchanged away</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TrainRows</name>
    <message numerus="yes">
        <source>%n seat(s) left</source>
        <translation>
            <numerusform>%n seat left</numerusform>
            <numerusform>%n seats left</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>UnsettledScreen</name>
    <message numerus="yes">
        <source>%n open</source>
        <translation>
            <numerusform>%n open</numerusform>
            <numerusform>%n open</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Workplace</name>
    <message numerus="yes">
        <source>%n unread notification(s)</source>
        <translation>
            <numerusform>%n unread notification</numerusform>
            <numerusform>%n unread notifications</numerusform>
        </translation>
    </message>
</context>
</TS>
