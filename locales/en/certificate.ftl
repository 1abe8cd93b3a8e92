# The certificate, and what its code says.

button-certificate = Certificate
spoken-certificate = certificate|my certificate
command-certificate = My certificate, after the last test
command-verify = Check the code of a certificate

certificate-ask = What name should be on your certificate?
certificate-ask-how = Please send it as your next message, within an hour. It is used once, to make the certificate, and then forgotten, unless you allow it to be kept.
certificate-name = This name will be on your certificate:
certificate-name-right = If it is right, the certificate is made with it, and the name is forgotten. If it is kept, it stays here encrypted until you have it forgotten, so that the certificate can be made again without asking you.
certificate-undrawn = The picture cannot show these signs: { $signs }. Please send the name in Arabic or Latin letters.
button-name-right = The name is right
button-name-keep = The name is right, keep it
button-name-change = Change the name
button-name-forget = Forget the name

certificate-title = Certificate of completion
certificate-bears = This certificate is given to
certificate-completed = for completing the course
certificate-passed = and passing its last test
certificate-dates = { $from } to { $until }
certificate-hours =
    { PLURAL($n) ->
        [one] One hour
       *[other] { $n } hours
    }
certificate-code = Code for checking:
certificate-renewed = This code is new. Should you have an earlier certificate: its code has counted for nothing since { $date }, so please show this one from now on.
certificate-check = To check it: send the code to { $bot }.
certificate-used = Your name is not kept here. This message is the only copy in this chat; /certificate makes another, and asks for the name again.
certificate-kept = Your name is kept, encrypted. /certificate makes the certificate again.
certificate-waits = Your name waits here, encrypted, for a day at most, in case you want the picture.
certificate-gone = The name is not kept any more. The certificate can be made anew with a name that you send.
certificate-forgotten = The name is forgotten. /certificate asks for one again.

verify-how = Send the code after the command: /verify CODE. With a name after the code you also hear whether it was made for that name.
verify-garbled = This is not a whole code. A code has about 160 letters and figures. Please copy it from the first to the last, or send what the square on the picture says.
verify-forged = This code does not carry our signature. Either a letter of it was copied amiss, or the certificate does not come from here.
verify-refused = This code carries a signature that others may have been able to make, so it has proved nothing since { $date }. Whoever holds the certificate can have it made again: /certificate
verify-genuine = This code is genuine. It says:
verify-course = Completed, with the last test passed: { $title }
verify-name-unasked = No name stands in the code. To check the name on a certificate, send it after the code: /verify CODE NAME
verify-name-fits = The name you sent is the one that the certificate was made for.
verify-name-other = The certificate was made for another name than the one you sent. Please compare the spelling with the picture.

refused-name-unfit = This cannot stand on a certificate as a name. Please send a name of letters alone, no longer than { $most } signs.
refused-no-certificate = This course gives no certificate. The mentors can say more: /ask.
refused-certificate-later = The certificate comes once you have passed the test of week { $week }. /today shows where you stand.

data-certified = The name for your certificate, encrypted: “{ $name }”
data-certified-kept = The name for your certificate, encrypted. In the file it can be read.

privacy-name-kept = The name on your certificate is kept, encrypted, because you allowed it; /certificate has it forgotten.
